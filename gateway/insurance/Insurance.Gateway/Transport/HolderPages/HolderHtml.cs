namespace Insurance.Gateway.Transport.HolderPages;

/// <summary>The holder's page: a form for the access code, or what it opens.</summary>
internal static class HolderHtml
{
    /// <summary>The form, with what was wrong the last time.</summary>
    /// <param name="insurer">The insurer's name.</param>
    /// <param name="reader">The language.</param>
    /// <param name="problem">What was wrong; <c>null</c>: nothing.</param>
    /// <param name="left">True: the holder has just logged out.</param>
    public static string Form(string insurer, HolderReader reader, HolderProblem? problem, bool left)
    {
        var language = reader.Language;
        var title = language.Say(Text.FormTitle, insurer);
        var html = Begin(language, problem is null ? title : $"{language.Say(Text.ErrorTitle, language.Say(problem.What))} – {title}");
        Header(html, reader, insurer, null);
        html.Element("h1", language.Say(Text.FormHeading));
        if (problem is not null)
        {
            html.Raw("<div class=\"error\" role=\"alert\" id=\"problem\">")
                .Element("h2", language.Say(problem.What)).Element("p", language.Say(problem.Help)).Raw("</div>");
        }
        else if (left)
        {
            html.Element("p class=\"note\" role=\"status\"", language.Say(Text.LoggedOut));
        }

        var invalid = problem is null ? "" : " aria-describedby=\"problem\"" + (problem.IsOfTheCode ? " aria-invalid=\"true\"" : "");
        return End(html
            .Element("p", language.Say(Text.FormIntroduction, insurer))
            .Raw($"<form method=\"post\" action=\"{reader.Address(HolderPage.Path)}\" autocomplete=\"off\">")
            .Element("label for=\"token\"", language.Say(Text.FormLabel))
            .Raw($"<input id=\"token\" name=\"token\" type=\"password\" required maxlength=\"100\" autocomplete=\"off\" spellcheck=\"false\" autocapitalize=\"none\"{invalid}>")
            .Element("button type=\"submit\"", language.Say(Text.FormShow))
            .Raw("</form>"));
    }

    /// <summary>What an access code opens.</summary>
    /// <param name="view">What is shown.</param>
    /// <param name="reader">The language.</param>
    /// <param name="canLeave">True: there is a session to log out of.</param>
    public static string View(HolderView view, HolderReader reader, bool canLeave)
    {
        var words = new PlainWords(reader.Language, HolderZone.Known[view.TimeZone]);
        var heading = words.Say(Text.ViewHeading, view.Policy.Product, view.Policy.PolicyId);
        var html = Begin(words.Language, $"{words.Say(Text.ViewTitle, view.Policy.PolicyId)} – {view.Insurer}");
        Header(html, reader, view.Insurer, heading, canLeave);
        html.Element("h1", heading).Element("p", view.Policy.Status);
        Policy(html, view.Policy, words);
        html.Element("h2", words.Say(Text.Claims));
        if (view.Claims.Count == 0)
        {
            html.Element("p", words.Say(Text.NoClaims));
        }

        foreach (var claim in view.Claims)
        {
            Claim(html, claim, words);
        }

        if (view.MoreClaims)
        {
            html.Element("p", words.Say(Text.MoreClaims));
        }

        html.Element("h2", words.Say(Text.Help)).List(view.Help);
        return End(html
            .Element("p", words.Say(Text.ReadFromTheLedger, words.Of(view.ReadAt), words.Of(view.TokenExpiresAt)))
            .Element("p", Times(words)));
    }

    private static string Times(PlainWords words) => words.Zone.Id == "UTC" ? words.Say(Text.TimesAreUtc)
        : words.Zone.Id == HolderZone.Beijing ? words.Say(Text.TimesAreOfBeijing)
        : words.Say(Text.TimesAreOf, words.Zone.Id);

    private static void Policy(Html html, HolderPolicy policy, PlainWords words)
    {
        if (policy.Coverages.Count > 0)
        {
            html.Element("h2", policy.CoverageTitle);
        }

        foreach (var coverage in policy.Coverages)
        {
            html.Element("h3", coverage.Name).List([.. coverage.Terms, coverage.Left]);
        }

        html.Element("h2", words.Say(Text.Premium)).List(policy.Premium).List(policy.Instalments.Select(part => part.Sentence));
        html.Element("h2", words.Say(Text.AboutThePolicy)).List(policy.Notes);
        html.Element("h2", words.Say(Text.Terms));
        if (policy.TermsAddress.Length > 0)
        {
            html.Raw("<p>").Element("a rel=\"noreferrer\"", "href", policy.TermsAddress, words.Say(Text.TermsAt)).Raw("</p>");
        }
        else
        {
            html.Element("p", policy.TermsFrom);
        }

        html.Element("p", words.Say(Text.TermsDigest)).Raw("<p>").Element("code", policy.TermsSha256).Raw("</p>");
    }

    private static void Claim(Html html, HolderClaim claim, PlainWords words)
    {
        html.Element("h3", words.Say(Text.ClaimHeading, claim.ClaimId)).Element("p", claim.Status).List(claim.Claimed);
        foreach (var decision in claim.Decisions)
        {
            html.Element("p", decision.Sentence);
            if (decision.Reason.Length > 0)
            {
                html.Element("p", words.Say(Text.Reason, decision.Reason));
            }

            Conditions(html, decision, words);
            html.List(decision.AmountSteps.Select(step => step.Sentence));
        }

        html.List([.. claim.Payments.Select(payment => payment.Sentence), .. claim.Notes]).Element("p", claim.Appeal);
    }

    // On a narrow screen each row is a block of lines, named by data-label. The roles keep it a table for those who listen to it.
    private static void Conditions(Html html, HolderDecision decision, PlainWords words)
    {
        if (decision.Conditions.Count == 0)
        {
            return;
        }

        string[] heads = [words.Say(Text.Condition), words.Say(Text.Found), words.Say(Text.Met)];
        html.Raw("<table role=\"table\">").Element("caption", words.Say(Text.LookedAt)).Raw("<thead role=\"rowgroup\"><tr role=\"row\">");
        foreach (var head in heads)
        {
            html.Element("th scope=\"col\" role=\"columnheader\"", head);
        }

        html.Raw("</tr></thead><tbody role=\"rowgroup\">");
        foreach (var condition in decision.Conditions)
        {
            string[] cells = [condition.Requirement, condition.Observed, words.Say(condition.Met ? Text.Yes : Text.No)];
            html.Raw("<tr role=\"row\">");
            foreach (var (head, cell) in heads.Zip(cells))
            {
                html.Element("td role=\"cell\"", "data-label", head, cell);
            }

            html.Raw("</tr>");
        }

        html.Raw("</tbody></table>");
    }

    private static Html Begin(HolderLanguage language, string title) => new Html()
        .Raw($"<!DOCTYPE html>\n<html lang=\"{language.Tag}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .Raw("<meta name=\"robots\" content=\"noindex\">")
        .Element("title", title)
        .Raw("<link rel=\"stylesheet\" href=\"/holder/holder.css\">\n</head>\n<body>")
        .Element("a class=\"skip\" href=\"#content\"", language.Say(Text.ToTheContent));

    // Printed at the head of every page, so that a page that is found alone says what it belongs to.
    private static void Header(Html html, HolderReader reader, string insurer, string? policy, bool canLeave = false)
    {
        html.Raw("<header>").Element("p", insurer);
        if (policy is not null)
        {
            html.Element("p class=\"printed\"", policy);
        }

        html.Raw("<div class=\"tools\">").Open("nav", "aria-label", reader.Language.Say(Text.Language));
        foreach (var language in HolderLanguage.All)
        {
            html.Element(
                language == reader.Language
                    ? $"span aria-current=\"true\" lang=\"{language.Tag}\""
                    : $"a href=\"{HolderPage.Path}?lang={language.Tag}\" lang=\"{language.Tag}\" hreflang=\"{language.Tag}\"",
                language.Name);
        }

        html.Raw("</nav>");
        if (canLeave)
        {
            html.Raw($"<form method=\"post\" action=\"{reader.Address(HolderPage.Leave)}\">")
                .Element("button type=\"submit\"", reader.Language.Say(Text.LogOut)).Raw("</form>");
        }

        html.Raw("</div>\n</header>\n<main id=\"content\">");
    }

    private static string End(Html html) => html.Raw("</main>\n<script src=\"/holder/holder.js\" defer></script>\n</body>\n</html>").ToString();
}
