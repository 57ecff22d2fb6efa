namespace Fabric.DevLedger.Endorsement;

/// <summary>Whom to ask for the endorsements of a transaction.</summary>
/// <param name="Layouts">Sets of organizations, each of which will do; fewest first.</param>
/// <param name="KeyPolicyIsImpossible">There is none because a key's policy is empty, or nobody's signatures could satisfy it.</param>
internal sealed record EndorsementPlan(IReadOnlyList<string[]> Layouts, bool KeyPolicyIsImpossible = false);
