"""The field: what Street Auditor (示范街评估) audits and by what rules.

Seven concepts and no eighth: Record (frozen value), Rule (pure function), Use case (function), Store (port),
Page, Table model, Task. `auditor` imports the standard library and small pure libraries only, never `db` or `ui`.
"""
