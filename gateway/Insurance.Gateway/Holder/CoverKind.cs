namespace Insurance.Gateway.Holder;

/// <summary>Whether what a policy insures is in effect.</summary>
internal enum CoverKind
{
    /// <summary>It is.</summary>
    Now,

    /// <summary>It is, and a cancellation ends it.</summary>
    Ending,

    /// <summary>It begins later.</summary>
    Ahead,

    /// <summary>It ended, with its period or by a cancellation.</summary>
    Ended,

    /// <summary>A cancellation has undone it from its beginning.</summary>
    Undone,

    /// <summary>The first premium has not been paid.</summary>
    Unpaid,

    /// <summary>An instalment has not been paid within its days of grace, and no lapse is recorded yet.</summary>
    Overdue,

    /// <summary>It lapsed.</summary>
    Lapsed,
}
