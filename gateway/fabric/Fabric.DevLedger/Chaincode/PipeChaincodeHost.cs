using System.Diagnostics;

namespace Fabric.DevLedger.Chaincode;

/// <summary>Keeps a chaincode process alive and passes calls to it.</summary>
internal sealed partial class PipeChaincodeHost : IChaincodeHost
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(3);

    private readonly string _name;
    private readonly IReadOnlyList<string> _command;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly string _workingDirectory;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile PipeConnection? _connection;
    private Task _supervision = Task.CompletedTask;

    public PipeChaincodeHost(
        string name,
        IReadOnlyList<string> command,
        IReadOnlyDictionary<string, string> environment,
        string workingDirectory,
        TimeProvider time,
        ILogger logger)
    {
        _name = name;
        _command = command;
        _environment = environment;
        _workingDirectory = workingDirectory;
        _time = time;
        _logger = logger;
    }

    /// <summary>The process that runs now.</summary>
    public int? ProcessId { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _supervision = SuperviseAsync();
        await _ready.Task.WaitAsync(cancellationToken);
    }

    public Task<ChaincodeResult> InvokeAsync(
        ChaincodeInvocation invocation, ILedgerAccess ledger, CancellationToken cancellationToken)
    {
        var connection = _connection ?? throw new ChaincodeUnavailableException("chaincode stream terminated");
        return connection.InvokeAsync(invocation, ledger, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _supervision;
        _stopping.Dispose();
    }

    private async Task SuperviseAsync()
    {
        var delay = FirstDelay;
        while (!_stopping.IsCancellationRequested)
        {
            var said = await RunOnceAsync();
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            delay = said ? FirstDelay : delay;
            LogRestarting(_logger, _name, delay.TotalMilliseconds);
            try
            {
                await Task.Delay(delay, _time, _stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    /// <summary>Runs the process until it ends; true when it had been ready.</summary>
    private async Task<bool> RunOnceAsync()
    {
        using var process = new Process { StartInfo = StartInfo() };
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            LogCannotStart(_logger, _name, _command[0], e.Message);
            return false;
        }

        ProcessId = process.Id;
        LogStarted(_logger, _name, process.Id);
        var errors = PassErrorsOnAsync(process.StandardError);
        var connection = new PipeConnection(process.StandardInput.BaseStream, process.StandardOutput.BaseStream, _time);
        connection.Run(_name);
        var ready = await BecomeReadyAsync(connection);

        var stop = Task.Delay(Timeout.Infinite, _stopping.Token);
        await Task.WhenAny(connection.Ended, stop);
        _connection = null;
        connection.Close(null);
        var cause = await connection.Ended;
        await StopAsync(process);
        await errors;
        LogEnded(_logger, _name, process.Id, process.ExitCode, cause?.Message ?? "end of stream");
        ProcessId = null;
        return ready;
    }

    private async Task<bool> BecomeReadyAsync(PipeConnection connection)
    {
        try
        {
            await connection.Hello.WaitAsync(_stopping.Token);
        }
        catch (Exception)
        {
            return false;
        }

        _connection = connection;
        _ready.TrySetResult();
        return true;
    }

    private async Task StopAsync(Process process)
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
        }

        using var grace = new CancellationTokenSource(StopGrace, _time);
        try
        {
            await process.WaitForExitAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var info = new ProcessStartInfo(_command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = _workingDirectory,
        };
        for (var i = 1; i < _command.Count; i++)
        {
            info.ArgumentList.Add(_command[i]);
        }

        // The chaincode is another's program: it gets what every program needs and what the configuration names, not the secrets
        // that this process was started with.
        foreach (var name in info.Environment.Keys.Where(name => !IsHandedOn(name)).ToList())
        {
            info.Environment.Remove(name);
        }

        foreach (var (name, value) in _environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private static bool IsHandedOn(string variable) =>
        variable is "PATH" or "HOME" or "USER" or "LOGNAME" or "TZ" or "LANG" or "TMPDIR" or "SystemRoot"
        || variable.StartsWith("LC_", StringComparison.Ordinal)
        || variable.StartsWith("DOTNET_", StringComparison.Ordinal);

    private async Task PassErrorsOnAsync(StreamReader errors)
    {
        while (await errors.ReadLineAsync() is { } line)
        {
            LogChaincodeLine(_logger, _name, line);
        }
    }

    [LoggerMessage(EventId = 200, Level = LogLevel.Information, Message = "Chaincode {Chaincode} started as process {Process}")]
    private static partial void LogStarted(ILogger logger, string chaincode, int process);

    [LoggerMessage(EventId = 201, Level = LogLevel.Warning, Message = "Chaincode {Chaincode}, process {Process}, ended with code {Code}: {Cause}")]
    private static partial void LogEnded(ILogger logger, string chaincode, int process, int code, string cause);

    [LoggerMessage(EventId = 202, Level = LogLevel.Information, Message = "Chaincode {Chaincode} starts again in {Delay} ms")]
    private static partial void LogRestarting(ILogger logger, string chaincode, double delay);

    [LoggerMessage(EventId = 203, Level = LogLevel.Error, Message = "Chaincode {Chaincode} cannot be started with {Command}: {Cause}")]
    private static partial void LogCannotStart(ILogger logger, string chaincode, string command, string cause);

    [LoggerMessage(EventId = 204, Level = LogLevel.Information, Message = "{Chaincode}: {Line}")]
    private static partial void LogChaincodeLine(ILogger logger, string chaincode, string line);
}
