using Insurance.Cli.Processes;

namespace Insurance.Cli.Running;

/// <summary>Starts processes of a consortium, each with a log of its own, and records them in the state file.</summary>
internal sealed class ProcessLauncher(RunningConsortium running)
{
    public RunningConsortium Running { get; } = running;

    /// <summary>Starts the process unless one of that name runs already.</summary>
    public void Start(ProcessPlan plan)
    {
        if (Running.State.Processes.Any(process => process.Name == plan.Name))
        {
            return;
        }

        var log = Running.Home.Log(plan.Name);
        if (File.Exists(log))
        {
            File.Move(log, log + ".1", overwrite: true);
        }

        using (File.Create(log))
        {
        }

        var identity = DetachedProcess.Start(plan.Program, plan.Arguments, log, Running.Home.Path, plan.Environment);
        var started = new StartedProcess(plan.Name, plan.Role, plan.MspId, plan.Address, log, identity);
        Running.StartedHere.Add(started);
        Running.State = Running.State with { Processes = [.. Running.State.Processes, started] };
        Running.State.Save(Running.Home.StateFile);
    }
}
