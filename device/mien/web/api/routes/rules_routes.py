"""The rules from mood to music. A tag keeps a browser from overwriting what another one saved."""

from starlette.responses import Response

from mien.web.api.api_context import ApiAnswer, ApiContext, Call, Operation, json_response
from mien.web.api.bodies.request_bodies import EditRulesRequest, PreviewRequest, RulesRequest
from mien.web.api.bodies.response_bodies import PreviewBody, RulesBody, RulesTextBody
from mien.web.api.problem_details import ProblemError
from mien.web.api.views.state_views import mistakes_view, preview_view
from mien.web.backend import RuleModel, rules_tag

IF_MATCH = ("If-Match", "The ETag of the rules that were edited: others may have been saved since.")


async def rules(context: ApiContext, _call: Call) -> ApiAnswer:
    """Return the rules."""
    kept = await context.backend.rules()
    answer = json_response(RulesBody(text=kept.text, shipped=kept.shipped, genres=kept.genres))
    answer.headers["ETag"] = f'"{kept.tag}"'
    return answer


async def preview(context: ApiContext, call: Call) -> ApiAnswer:
    """Return the effect of a rules text."""
    asked = call.body(PreviewRequest)
    return preview_view(await context.backend.preview(asked.text, asked.policy))


async def edit_rules(context: ApiContext, call: Call) -> ApiAnswer:
    """Change one rule of a text."""
    asked = call.body(EditRulesRequest)
    rule = RuleModel(asked.genres, asked.valence, asked.arousal)
    return RulesTextBody(text=await context.backend.edit_rules(asked.text, asked.mood, asked.policy, rule))


async def set_rules(context: ApiContext, call: Call) -> ApiAnswer:
    """Save rules."""
    text = call.body(RulesRequest).text
    mistakes = await context.backend.set_rules(text, _expected(call))
    if mistakes:
        listed = [mistake.model_dump() for mistake in mistakes_view(mistakes)]
        raise ProblemError(422, "The rules have mistakes; the old ones still apply.", mistakes=listed)
    return Response(status_code=204, headers={"ETag": f'"{rules_tag(text)}"'})


def _expected(call: Call) -> str:
    """Return the tag that the request names; "" if any will do."""
    given = call.request.headers.get("if-match", "*").strip()
    return "" if given == "*" else given.strip('"') or "none"


RULES_ROUTES = (
    Operation(
        "GET",
        "/api/v1/rules",
        "The rules from mood to music; the ETag identifies them.",
        rules,
        result=RulesBody,
    ),
    Operation(
        "PUT",
        "/api/v1/rules",
        "Save rules. With mistakes the old ones still apply, and the problem lists the mistakes.",
        set_rules,
        body=RulesRequest,
        headers=(IF_MATCH,),
        problems=(409, 412),
    ),
    Operation(
        "POST",
        "/api/v1/rules/preview",
        "The effect of a rules text.",
        preview,
        body=PreviewRequest,
        result=PreviewBody,
    ),
    Operation(
        "POST",
        "/api/v1/rules/edit",
        "A rules text with one rule changed, to be previewed and saved.",
        edit_rules,
        body=EditRulesRequest,
        result=RulesTextBody,
        problems=(409,),
    ),
)
