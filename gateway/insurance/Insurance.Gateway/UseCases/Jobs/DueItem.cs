using Google.Protobuf.WellKnownTypes;

namespace Insurance.Gateway.UseCases.Jobs;

/// <summary>One thing that is due.</summary>
/// <param name="Id">The policy, or the reading or determination.</param>
/// <param name="Since">Since when; <c>null</c>: since it is there.</param>
internal sealed record DueItem(string Id, Timestamp? Since)
{
    /// <summary>True: a determination; false: a reading, or a policy.</summary>
    public bool IsDetermination { get; init; }
}
