"""Documents for the plan: one value in, the same figures out as PDF and as DOCX.

`document` holds what a document says, `compose` turns it into blocks of official Thai text, `pdf.render_pdf` and
`docx.render_docx` draw the blocks.
"""

from admin.reports.document import AreaNeeds, Count, FindingLine, IssueSection, Quote, ThemeLabel

__all__ = ["AreaNeeds", "Count", "FindingLine", "IssueSection", "Quote", "ThemeLabel"]
