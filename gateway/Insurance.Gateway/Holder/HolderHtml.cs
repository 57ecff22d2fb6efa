using Insurance.V1;
using static Insurance.Gateway.Holder.PlainWords;

namespace Insurance.Gateway.Holder;

/// <summary>The holder's page: a form for the access code, or what it opens.</summary>
internal static class HolderHtml
{
    /// <summary>The form, with what was wrong the last time.</summary>
    public static string Form(string insurer, string? problem)
    {
        var html = Begin($"Your policy with {insurer}", insurer);
        html.Element("h1", "Your policy or claim");
        if (problem is not null)
        {
            html.Raw("<div class=\"error\" role=\"alert\">").Element("p", problem).Raw("</div>");
        }

        return End(html
            .Element("p", $"{insurer} shows here what is recorded about your policy and your claims, and why each decision was made.")
            .Raw("""
                <form method="post" action="/holder" autocomplete="off">
                <label for="token">The access code that you were given</label>
                <input id="token" name="token" type="password" required maxlength="100" spellcheck="false" autocapitalize="none">
                <button type="submit">Show</button>
                </form>
                """));
    }

    /// <summary>What an access code opens.</summary>
    public static string View(HolderView view)
    {
        var html = Begin($"Policy {view.Policy.PolicyId}", view.Insurer);
        Policy(html, view.Policy);
        html.Element("h2", "Claims");
        if (view.Claims.Count == 0)
        {
            html.Element("p", "There are no claims.");
        }

        foreach (var claim in view.Claims)
        {
            Claim(html, claim);
        }

        if (view.MoreClaims)
        {
            html.Element("p", "There are more claims than are shown here.");
        }

        html.Element("h2", "Questions and complaints").List(view.Help);
        return End(html.Element("p", $"Read from the ledger on {Of(view.ReadAt)}. The access code is valid until {Of(view.TokenExpiresAt)}."));
    }

    private static void Policy(Html html, HolderPolicy policy)
    {
        html.Element("h1", $"{policy.Product}: policy {policy.PolicyId}").Element("p", policy.Status);
        if (policy.Coverages.Count > 0)
        {
            html.Element("h2", policy.CoverageTitle);
        }

        foreach (var coverage in policy.Coverages)
        {
            html.Element("h3", coverage.Name).List([.. coverage.Terms, coverage.Left]);
        }

        html.Element("h2", "Premium").List(policy.Premium).List(policy.Instalments.Select(part => part.Sentence));
        html.Element("h2", "About the policy").List(policy.Notes);
        html.Raw("<p>The terms document that it was sold under has this SHA-256 digest:").Element("code", policy.TermsSha256).Raw("</p>");
    }

    private static void Claim(Html html, HolderClaim claim)
    {
        html.Element("h3", $"Claim {claim.ClaimId}").Element("p", claim.Status).List(claim.Claimed);
        foreach (var decision in claim.Decisions)
        {
            html.Element("p", decision.Sentence);
            if (decision.Reason.Length > 0)
            {
                html.Element("p", $"Reason: {decision.Reason}");
            }

            Conditions(html, decision);
            html.List(decision.AmountSteps.Select(step => step.Sentence));
        }

        html.List([.. claim.Payments.Select(payment => payment.Sentence), .. claim.Notes]).Element("p", claim.Appeal);
    }

    private static void Conditions(Html html, HolderDecision decision)
    {
        if (decision.Conditions.Count == 0)
        {
            return;
        }

        html.Raw("<table>").Element("caption", "What was looked at");
        html.Raw("<thead><tr><th scope=\"col\">Condition</th><th scope=\"col\">Found</th><th scope=\"col\">Met</th></tr></thead><tbody>");
        foreach (var condition in decision.Conditions)
        {
            html.Raw("<tr>").Element("td", condition.Requirement).Element("td", condition.Observed).Element("td", condition.Met ? "yes" : "no").Raw("</tr>");
        }

        html.Raw("</tbody></table>");
    }

    private static Html Begin(string title, string insurer) => new Html()
        .Raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .Raw("<meta name=\"robots\" content=\"noindex\">")
        .Element("title", title)
        .Raw("<link rel=\"stylesheet\" href=\"/holder/holder.css\">\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">To the content</a>")
        .Raw("<header>").Element("p", insurer).Raw("</header>\n<main id=\"content\">");

    private static string End(Html html) => html.Raw("</main>\n<script src=\"/holder/holder.js\" defer></script>\n</body>\n</html>").ToString();
}
