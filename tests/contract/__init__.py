"""The contract of the weekly post, attacked: every change, fault and clock in any order, in virtual time.

virtual     an event loop whose clock jumps, and a database connection without a thread
channels    a model of Discord: channels with messages, nonces that are forgotten, weather
adapter     the names of the project's API that the model needs, in one place
world       the real store and the real delivery in that Discord, what moderators do, and what must always hold
machine     hypothesis comes up with what happens, in any order
storms      many posts due at once, under each weather
"""
