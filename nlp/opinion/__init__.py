"""Opinion groups: who votes alike on statements, what each group stands for, and what they all agree on.

Votes in, values out, after Polis: who enters, principal components that mind how little each has voted, at most 100
base clusters, two to five groups by silhouette, statements that speak for a group by two tests, consensus of all
groups; over that Jigsaw's floors before anything is called common ground, and how surely each group is found again.
Method, sources and figures: docs/decisions/0029-opinion-groups.md.

opinions    the whole, from three columns of votes
landscape   the votes as a sparse matrix, and every person and statement as a point on a plane
camps       people on that plane put into groups, and how surely
evidence    counts by group, and the tests behind every claim
"""

from nlp.opinion.opinions import Group, Opinions, StatementFigures, opinions

__all__ = ["Group", "Opinions", "StatementFigures", "opinions"]
