namespace Insurance.Gateway.Foundation.Following;

/// <summary>Where a follower keeps how far it has come.</summary>
internal interface IFollowedPlace
{
    /// <summary>What the operator knows it by, for example a file's path.</summary>
    string Name { get; }

    /// <summary>Reads it.</summary>
    /// <returns>The place, <c>null</c> for the beginning; and what is wrong with what was kept, <c>null</c> for nothing.</returns>
    (EventOptions? Position, string? Problem) Look();

    /// <summary>Forgets it: the next start is from the beginning.</summary>
    void Reset();
}
