namespace Insurance.Gateway.UseCases.Claims;

/// <summary>One approval of a claim. A claim that is appealed or reopened can be approved again.</summary>
/// <param name="ClaimId">The claim.</param>
/// <param name="Decisions">How many decisions the claim has, the approval included; a payment adds none.</param>
internal readonly record struct ClaimApproval(string ClaimId, int Decisions)
{
    /// <summary>The approval that holds for a claim.</summary>
    public static ClaimApproval Of(Claim claim) => new(claim.ClaimId, claim.Decisions.Count);
}
