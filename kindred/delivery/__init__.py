"""Posts what is due: each occurrence once, or not at all with a recorded reason.

loop  finds what is due, claims, sends, records, sleeps
"""
