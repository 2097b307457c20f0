"""What each role may do, with which rows: all of it stands here, and nowhere else.

The verbs are Django's (`view`, `add`, `change`, `delete`) and ours: `publish` (move a
record to or away from the public), `translate` (write its texts, nothing else),
`choose` (name it in a record of one's own) and `send_again`. What no line allows is
forbidden: accounts, the mailbox, deleting records and making districts are for
administrators, who are superusers and are never asked here.

`docs/decisions/0008-roles.md` says why.
"""

from collections.abc import Iterable, Mapping

from django.db.models import Model, Q

from actions.models import (
    Action,
    Indicator,
    Milestone,
    Reminder,
    ReminderRule,
    Space,
    Thrust,
)
from creative_district.kernel.record import State, is_public
from creative_district.kernel.rights import EVERYTHING, NOTHING
from partners.models import (
    AccessToken,
    Assignment,
    Boundary,
    Contact,
    Membership,
    Partner,
    Place,
    Webhook,
    WebhookDelivery,
)
from programme.models import (
    Discrepancy,
    Document,
    News,
    Passage,
    Picture,
    Programme,
    Source,
)

Role = Assignment.Role
Rights = Mapping[type[Model], frozenset[str]]

# How a row leads to its district.
DISTRICT: Mapping[type[Model], str] = {
    AccessToken: "programme",
    Action: "programme",
    Boundary: "programme",
    Contact: "programme",
    Discrepancy: "programme",
    Document: "programme",
    Indicator: "programme",
    Membership: "programme",
    Milestone: "programme",
    News: "programme",
    Passage: "programme",
    Picture: "programme",
    Programme: "pk",
    Reminder: "milestone__programme",
    ReminderRule: "programme",
    Space: "programme",
    Thrust: "programme",
    Webhook: "programme",
    WebhookDelivery: "webhook__programme",
}
# How a row leads to the partners whose own it is.
OWNERS: Mapping[type[Model], tuple[str, ...]] = {
    Action: ("lead",),
    Contact: ("partner",),
    Indicator: ("action__lead",),
    Milestone: ("action__lead", "responsible_partner"),
    Space: ("action__lead",),
}
# Every district draws on them; none owns them.
SHARED = (Partner, Place, Source)

RECORDS = (
    *(Action, Boundary, Discrepancy, Document, Indicator),
    *(Milestone, News, Passage, Picture, Space, Thrust),
)
PUBLISHED = (*RECORDS, *SHARED, Programme)

READ = frozenset({"view", "choose"})
WRITE = READ | {"add", "change", "translate"}
# What partner editors cannot see in the admin, but name in their records once public.
CHOOSE = frozenset({"choose"})


def each(models: Iterable[type[Model]], verbs: Iterable[str]) -> Rights:
    """Give the same verbs for several models."""
    return dict.fromkeys(models, frozenset(verbs))


VIEWING: Rights = each([*PUBLISHED, Membership], READ)
TRANSLATING: Rights = each(VIEWING, READ | {"translate"})
EDITING: Rights = {
    **each([*RECORDS, *SHARED], WRITE),
    Programme: READ | {"change", "translate"},
    Membership: WRITE | {"delete"},
    Contact: READ | {"add", "change"},
    ReminderRule: READ | {"add", "change"},
    Reminder: READ | {"send_again"},
}
PUBLISHING: Rights = {
    **EDITING,
    **{model: EDITING[model] | {"publish"} for model in PUBLISHED},
    **each([AccessToken, Webhook], READ | {"add", "change"}),
    WebhookDelivery: READ | {"send_again"},
}
OWN_EDITING: Rights = {
    **each([Action, Indicator, Milestone, Space], WRITE),
    Contact: READ,
    **each([Programme, Thrust, News, Document, Discrepancy, Picture, *SHARED], CHOOSE),
}
RIGHTS: Mapping[str, Rights] = {
    Role.VIEWER: VIEWING,
    Role.TRANSLATOR: TRANSLATING,
    Role.PARTNER_EDITOR: OWN_EDITING,
    Role.EDITOR: EDITING,
    Role.PUBLISHER: PUBLISHING,
}

# A partner editor's record is out of their hands once it is public.
UNFINISHED = (State.DRAFT, State.IN_REVIEW)


def granted(assignments: Iterable[Assignment]) -> dict[type[Model], frozenset[str]]:
    """Return what the roles allow with some rows of each model."""
    found: dict[type[Model], frozenset[str]] = {}
    for assignment in assignments:
        for model, verbs in RIGHTS[assignment.role].items():
            found[model] = found.get(model, frozenset()) | verbs
    return found


def reach(assignments: Iterable[Assignment], verb: str, model: type[Model]) -> Q:
    """Match the rows of a model with which the roles together allow to do so."""
    found = NOTHING
    for assignment in assignments:
        if verb in RIGHTS[assignment.role].get(model, ()):
            found |= rows(assignment, verb, model)
    return found


def rows(assignment: Assignment, verb: str, model: type[Model]) -> Q:
    """Match the rows that one role reaches, if it allows to do so at all."""
    if assignment.role == Role.PARTNER_EDITOR:
        if model in OWNERS:
            return own(assignment, verb, model)
        return public(assignment, model)
    if model is Partner:
        return partners(assignment, verb)
    return of_district(assignment, model)


def of_district(assignment: Assignment, model: type[Model]) -> Q:
    """Match the rows of the role's district; all, where rows have no district."""
    if model in SHARED:
        return EVERYTHING
    return Q(**{DISTRICT[model]: assignment.programme_id})


def partners(assignment: Assignment, verb: str) -> Q:
    """Match the partners of the district, and new ones that are of none yet.

    Those of other districts may be named in a record as soon as they are public.
    """
    members = Membership.objects.filter(programme=assignment.programme_id)
    found = Q(pk__in=members.values("partner"))
    found |= ~Q(pk__in=Membership.objects.values("partner"))
    if verb == "choose":
        found |= Q(pk__in=Partner.objects.public().values("pk"))
    return found


def own(assignment: Assignment, verb: str, model: type[Model]) -> Q:
    """Match the rows of the role's partner; to write, while they are not public."""
    found = NOTHING
    for path in OWNERS[model]:
        found |= Q(**{path: assignment.partner_id})
    if verb not in READ:
        found &= Q(state__in=UNFINISHED)
    return of_district(assignment, model) & found


def public(assignment: Assignment, model: type[Model]) -> Q:
    """Match what the public may see of the district, and what every district shares."""
    if model is Programme:
        return of_district(assignment, model)
    if model is Partner:
        seen = Q(pk__in=Partner.objects.public().values("pk"))
        return seen | Q(pk=assignment.partner_id)
    record: type = model
    return of_district(assignment, model) & is_public(record)
