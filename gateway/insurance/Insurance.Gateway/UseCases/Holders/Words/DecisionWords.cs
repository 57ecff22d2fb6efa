namespace Insurance.Gateway.UseCases.Holders.Words;

/// <summary>A decision in plain words, with every condition and every step to the amount.</summary>
internal sealed class DecisionWords(Product product, PlainWords words)
{
    private readonly ConditionWords _conditions = new(product, words);

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

    private string Sentence(Claim claim, Decision decision)
    {
        var when = words.Of(decision.Decided?.Time);
        var by = words.Say(decision.Automatic ? Text.ByTheConditions : Text.ByAHandler);
        return (decision.ReasonCode, decision.Outcome) switch
        {
            ("REOPENED", _) => words.Say(Text.DecidedReopened, when),
            ("APPEAL_UPHELD", _) => words.Say(Text.DecidedAppealUpheld, when),
            ("APPEAL_REJECTED", _) => words.Say(Text.DecidedAppealRejected, when),
            (_, Outcome.Approve) => words.Say(Text.DecidedApproved, when, words.Of(decision.ApprovedAmount), by, Confirmed(claim, decision)),
            (_, Outcome.Decline) when ClaimWords.Paid(claim, decision.Decided?.Time) is { } paid =>
                words.Say(Text.DecidedDeclinedRest, when, words.Of(paid), by),
            (_, Outcome.Decline) => words.Say(Text.DecidedDeclined, when, by),
            _ when decision.Automatic => words.Say(Text.DecidedReferred, when),
            _ => words.Say(Text.DecidedLookFurther, when),
        };
    }

    private string Confirmed(Claim claim, Decision decision) => decision switch
    {
        { Confirmed: { } second } => words.Say(Text.ConfirmedBySecond, words.Of(second.Time)),
        _ when claim.Status == ClaimStatus.Proposed && ReferenceEquals(decision, claim.Decisions[^1]) => words.Say(Text.SecondMustConfirm),
        _ => "",
    };

    private HolderCondition Condition(ConditionResult condition)
    {
        var (requirement, observed) = _conditions.Of(condition);
        var consequence = condition.Consequence switch
        {
            Outcome.Decline => words.Say(Text.ConsequenceDecline),
            Outcome.Refer => words.Say(Text.ConsequenceRefer),
            _ => "",
        };
        return new HolderCondition
        {
            Code = condition.Code,
            Met = condition.Met,
            Requirement = requirement,
            Observed = observed,
            Sentence = words.Say(condition.Met ? Text.ConditionMet : Text.ConditionNotMet, requirement, observed, consequence),
        };
    }

    private HolderStep Step(AmountStep step)
    {
        var amount = words.Of(step.Amount);
        var nothing = step.Amount is { MinorUnits: 0 };
        var sentence = step.Step switch
        {
            "deductible" when nothing => words.Say(Text.StepDeductibleNothing),
            "co-insurance" when nothing => words.Say(Text.StepCoinsuranceNothing),
            "remaining sub-limit" when nothing => words.Say(Text.StepRemainingSubLimitNothing),
            "remaining limit" when nothing => words.Say(Text.StepRemainingLimitNothing),
            "total" when nothing => words.Say(Text.StepTotalNothing),
            "decided" when nothing => words.Say(Text.StepDecidedNothing),
            "trigger" when nothing => words.Say(Text.StepTriggerNothing),
            "claimed" => words.Say(Text.StepClaimed, amount),
            "deductible" => words.Say(Text.StepDeductible, amount),
            "co-insurance" => words.Say(Text.StepCoinsurance, amount),
            "sub-limit per loss" => words.Say(Text.StepSubLimitPerLoss, amount),
            "limit per loss" => words.Say(Text.StepLimitPerLoss, amount),
            "sum insured" => words.Say(Text.StepSumInsured, amount),
            "remaining sub-limit" => words.Say(Text.StepRemainingSubLimit, amount),
            "remaining limit" => words.Say(Text.StepRemainingLimit, amount),
            "total" => words.Say(Text.StepTotal, amount),
            "decided" => words.Say(Text.StepDecided, amount),
            "trigger" => words.Say(Text.StepTrigger, amount),
            var other => words.Say(Text.StepOther, other, amount),
        };
        return new HolderStep
        {
            Amount = step.Amount,
            Sentence = step.CoverageId.Length > 0 ? words.Say(Text.StepOfCoverage, Name(step.CoverageId), sentence) : sentence,
        };
    }
}
