namespace Insurance.Gateway.Transport.Api;

/// <summary>Writes who called what about which records. Calls that are refused are written by <see cref="FailureMapper"/>.</summary>
internal sealed partial class CallLog(ILoggerFactory loggers)
{
    /// <summary>The log's category, which operators name in their settings; so it is no class's name.</summary>
    public const string Category = "Insurance.Gateway.Api.CallLog";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    /// <summary>Reports a call that was answered; of one that only reads at the level Debug.</summary>
    public void Answered(ApiMethod method, Caller caller, IMessage request, IMessage answer)
    {
        var level = method.Rule.Writes ? LogLevel.Information : LogLevel.Debug;
        if (_logger.IsEnabled(level))
        {
            var note = CallNote.Of(caller, request, answer);
            if (method.Rule.Writes)
            {
                LogDone(method.Path, note.Caller, note.Records);
            }
            else
            {
                LogRead(method.Path, note.Caller, note.Records);
            }
        }
    }

    /// <summary>Reports a stream that begins.</summary>
    public void Begun(ApiMethod method, Caller caller, IMessage request)
    {
        var note = CallNote.Of(caller, request);
        LogBegun(method.Path, note.Caller, note.Records);
    }

    [LoggerMessage(101, LogLevel.Information, "{Method} done; caller {Caller}, records {Records}")]
    private partial void LogDone(string method, string caller, string records);

    [LoggerMessage(102, LogLevel.Debug, "{Method} answered; caller {Caller}, records {Records}")]
    private partial void LogRead(string method, string caller, string records);

    [LoggerMessage(103, LogLevel.Information, "{Method} begun; caller {Caller}, records {Records}")]
    private partial void LogBegun(string method, string caller, string records);
}
