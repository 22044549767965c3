"""What may be done to a practice's records: one function a deed, shared by every door.

An action takes the actor, fetches through `access`, writes, and leaves exactly one audit entry,
all in one transaction.
"""
