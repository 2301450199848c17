"""Where what one person answered is held: their responses, and every table that hangs on these."""

from collections.abc import Mapping

from consultation.findings.models import FindingComment, Referral
from consultation.meetings.models import HallComment
from consultation.opinion.models import OpinionMember, StatementAuthor, Vote
from consultation.people.models import Consent
from consultation.privacy.reading import of_comments, of_person, of_responses
from consultation.privacy.store import Reads
from consultation.responses.models import Answer, Comment, Correction, Response
from consultation.search.models import CommentWords
from consultation.themes.models import Assignment
from consultation.traits.models import CommentPlace, CommentTrait, Voice

HELD: Mapping[str, Reads] = {
    "response": of_person(Response.person_id),
    "consent": of_person(Consent.person_id),
    "answer": of_responses(Answer.response_id),
    "correction": of_responses(Correction.response_id),
    "comment": of_responses(Comment.response_id),
    "vote": of_responses(Vote.response_id),
    "statement_author": of_responses(StatementAuthor.response_id),
    "opinion_member": of_responses(OpinionMember.response_id),
    "comment_words": of_comments(CommentWords.comment_id),
    "comment_place": of_comments(CommentPlace.comment_id),
    "comment_trait": of_comments(CommentTrait.comment_id),
    "voice": of_comments(Voice.comment_id),
    "assignment": of_comments(Assignment.comment_id),
    "hall_comment": of_comments(HallComment.comment_id),
    "finding_comment": of_comments(FindingComment.comment_id),
    "referral": of_comments(Referral.comment_id),
}
