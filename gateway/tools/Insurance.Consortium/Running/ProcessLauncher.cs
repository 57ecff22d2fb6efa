namespace Insurance.Consortium.Running;

/// <summary>Starts processes of a consortium, each with a log of its own, and records them in the state file.</summary>
/// <param name="running">Whose processes.</param>
/// <param name="gateways">The gateways, none when the network runs its own.</param>
public sealed class ProcessLauncher(RunningConsortium running, IReadOnlyList<ProcessPlan> gateways)
{
    public RunningConsortium Running { get; } = running;

    /// <summary>Starts the gateways that do not run yet.</summary>
    public void StartGateways()
    {
        foreach (var gateway in gateways)
        {
            Start(gateway);
        }
    }

    /// <summary>Records processes that somebody else starts, unless one of that name runs already.</summary>
    public void Adopt(IEnumerable<StartedProcess> processes)
    {
        List<StartedProcess> added = [.. processes.Where(process => Running.State.Processes.All(known => known.Name != process.Name))];
        Running.StartedHere.AddRange(added);
        Running.State = Running.State with { Processes = [.. Running.State.Processes, .. added] };
        Running.State.Save(Running.Home.StateFile);
    }

    /// <summary>Stops the processes of these names and starts them anew, as the plans have them by now.</summary>
    public async Task RestartAsync(IReadOnlyList<ProcessPlan> plans)
    {
        var names = plans.Select(plan => plan.Name).ToHashSet();
        var former = Running.State.Processes.Where(process => names.Contains(process.Name)).ToList();
        await Running.Network.StopAsync(former, ConsortiumStopper.Grace);
        Running.State = Running.State with { Processes = [.. Running.State.Processes.Except(former)] };
        foreach (var plan in plans)
        {
            Start(plan);
        }
    }

    /// <summary>Starts the process unless one of that name runs already.</summary>
    public void Start(ProcessPlan plan)
    {
        if (Running.State.Processes.Any(process => process.Name == plan.Name))
        {
            return;
        }

        var log = Running.Home.Log(plan.Name);
        LogRotation.Begin(log);
        var identity = DetachedProcess.Start(plan.Program, plan.Arguments, log, Running.Home.Path, plan.Environment);
        var started = new StartedProcess(plan.Name, plan.Role, plan.MspId, plan.Address, log, identity);
        Running.StartedHere.Add(started);
        Running.State = Running.State with { Processes = [.. Running.State.Processes, started] };
        Running.State.Save(Running.Home.StateFile);
    }
}
