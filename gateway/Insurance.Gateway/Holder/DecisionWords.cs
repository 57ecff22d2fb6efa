using Insurance.V1;
using static Insurance.Gateway.Holder.PlainWords;

namespace Insurance.Gateway.Holder;

/// <summary>A decision in plain words, with every condition and every step to the amount.</summary>
internal sealed class DecisionWords(Product product)
{
    private readonly ConditionWords conditions = new(product);

    public string Name(string coverageId) =>
        product.Coverages.FirstOrDefault(coverage => coverage.CoverageId == coverageId)?.Name ?? coverageId;

    public HolderDecision Decision(Claim claim, Decision decision) => new()
    {
        Sentence = Sentence(claim, decision),
        DecidedAt = decision.Decided?.Time,
        Reason = IsForTheHolder(decision) ? decision.Reason : "",
        Conditions = { decision.Conditions.Select(Condition) },
        AmountSteps = { decision.AmountSteps.Select(Step) },
        ApprovedAmount = decision.ApprovedAmount,
    };

    // Why a handler wants to look at a claim is said among handlers; how it is decided is said to the holder.
    private static bool IsForTheHolder(Decision decision) =>
        !decision.Automatic && (decision.Outcome != Outcome.Refer || decision.ReasonCode == "APPEAL_UPHELD");

    private static string Sentence(Claim claim, Decision decision)
    {
        var when = Of(decision.Decided?.Time);
        var by = decision.Automatic ? "automatically, by the conditions of the product" : "by a handler";
        return (decision.ReasonCode, decision.Outcome) switch
        {
            ("REOPENED", _) => $"On {when} the claim was opened again and given to a handler.",
            ("APPEAL_UPHELD", _) => $"On {when} a handler who took no part in the decision agreed with your appeal: the claim is looked at again.",
            ("APPEAL_REJECTED", _) => $"On {when} a handler who took no part in the decision answered your appeal: the decision stands.",
            (_, Outcome.Approve) => $"On {when} {Of(decision.ApprovedAmount)} were approved {by}{Confirmed(claim, decision)}.",
            (_, Outcome.Decline) when ClaimWords.Paid(claim, decision.Decided?.Time) is { } paid =>
                $"On {when} what is claimed beyond the {Of(paid)} that were paid before was declined {by}.",
            (_, Outcome.Decline) => $"On {when} the claim was declined {by}.",
            _ when decision.Automatic => $"On {when} the claim was given to a handler, since the conditions of the product ask for a person.",
            _ => $"On {when} a handler asked to look at the claim further.",
        };
    }

    private static string Confirmed(Claim claim, Decision decision) => decision switch
    {
        { Confirmed: { } second } => $", and confirmed by a second one on {Of(second.Time)}",
        _ when claim.Status == ClaimStatus.Proposed && ReferenceEquals(decision, claim.Decisions[^1]) => "; a second one must confirm",
        _ => "",
    };

    private HolderCondition Condition(ConditionResult condition)
    {
        var (requirement, observed) = conditions.Of(condition);
        var consequence = condition.Consequence switch
        {
            Outcome.Decline => " This declines the claim.",
            Outcome.Refer => " This gives the claim to a person.",
            _ => "",
        };
        return new HolderCondition
        {
            Code = condition.Code,
            Met = condition.Met,
            Requirement = requirement,
            Observed = observed,
            Sentence = $"{(condition.Met ? "Met" : "Not met")}: {requirement}. Found: {observed}.{consequence}",
        };
    }

    private HolderStep Step(AmountStep step) => new()
    {
        Amount = step.Amount,
        Sentence = (step.CoverageId.Length > 0 ? Name(step.CoverageId) + ": " : "") + step.Step switch
        {
            "claimed" => $"{Of(step.Amount)} were claimed",
            "deductible" => $"{Of(step.Amount)} are left after what you bear of each loss",
            "co-insurance" => $"{Of(step.Amount)} are left after your share",
            "sub-limit per loss" => $"{Of(step.Amount)} are the most that one loss by this cause pays",
            "limit per loss" => $"{Of(step.Amount)} are the most that one loss pays",
            "sum insured" => $"{Of(step.Amount)} are insured",
            "remaining sub-limit" => $"{Of(step.Amount)} are left for losses by this cause",
            "remaining limit" => $"{Of(step.Amount)} are left for all losses",
            "total" => $"{Of(step.Amount)} together",
            "decided" => $"{Of(step.Amount)} were decided by a handler",
            "trigger" => $"{Of(step.Amount)} are what the measurement pays",
            _ => $"{step.Step}: {Of(step.Amount)}",
        } + ".",
    };
}
