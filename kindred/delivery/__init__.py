"""Posts what is due: each occurrence once, or not at all with a recorded reason.

loop      finds what is due, runs an attempt for each, sleeps
upcoming  what comes next: which texts a schedule posts
attempts  one occurrence's way: claim, send, record, retry
reports   tells moderators of failures, beside the posts
pacing    how fast posts go out, and how many at once
clock     whether this machine's clock can be believed, before anything is deleted
"""
