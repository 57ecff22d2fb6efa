namespace EndToEnd.Tests.Replay;

/// <summary>What one insurer must have sold and paid in one line of business; amounts in minor units.</summary>
public sealed record ExpectedBook(int Policies, long Premium, int Claims, int PaidAutomatically, int DecidedByHand, long Paid);
