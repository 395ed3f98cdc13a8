"""Office Open XML spreadsheets, read as far as tables need it: texts and numbers of one sheet, row by row.

Read by hand, from the archive's own guarded members with the standard library's expat: openpyxl and python-calamine
inflate parts without a bound, and neither can be told to leave out columns before they take memory.
"""
