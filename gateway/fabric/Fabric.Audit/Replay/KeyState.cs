namespace Fabric.Audit;

/// <summary>What is known of a key after the blocks seen so far.</summary>
/// <param name="Version">Who wrote it last; <c>null</c>: there is no such key.</param>
/// <param name="ChangedIn">The last block that changed it; <see cref="ulong.MaxValue"/>: none of those seen.</param>
/// <param name="Policy">Its own endorsement policy in the table of policies; 0: none, -1: not known.</param>
internal readonly record struct KeyState(StateVersion? Version, ulong ChangedIn, int Policy);
