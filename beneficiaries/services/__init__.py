"""Everything that changes a person's file; each verb takes the actor as `by` and refuses files out of their sight."""
