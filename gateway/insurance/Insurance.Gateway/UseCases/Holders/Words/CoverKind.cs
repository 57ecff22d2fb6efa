namespace Insurance.Gateway.UseCases.Holders.Words;

/// <summary>Whether what a policy insures is in effect.</summary>
internal enum CoverKind
{
    /// <summary>It is.</summary>
    Now,

    /// <summary>It is, and a cancellation ends it.</summary>
    Ending,

    /// <summary>It begins later.</summary>
    Ahead,

    /// <summary>It ended, with its period, by a cancellation, or by a lapse that no reinstatement can follow.</summary>
    Ended,

    /// <summary>There was none and will be none: a cancellation has undone it from its beginning, or it ended without the first premium.</summary>
    Undone,

    /// <summary>The first premium has not been paid.</summary>
    Unpaid,

    /// <summary>An instalment has not been paid within its days of grace, and no lapse is recorded yet.</summary>
    Overdue,

    /// <summary>It lapsed.</summary>
    Lapsed,
}
