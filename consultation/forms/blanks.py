"""The blanks of a template, which are filled in for a cluster and its plan when a consultation is made of it."""

# Choices whose place is taken by as many as there are: provinces and districts of the cluster, issues and programmes
# of its plan.
FILLED_LISTS = ("@provinces", "@districts", "@issues", "@programmes")
EACH = "prachakhom_each"  # the column that says of what a question is asked once each
FACTS = "prachakhom_facts"  # the column that says which facts of a hearing a note tells, as the wizard knows them
