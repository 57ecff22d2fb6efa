namespace Insurance.Consortium.Running;

/// <summary>Stops processes role by role: gateways first, so that the ledger answers their last calls.</summary>
internal static class StopSequence
{
    /// <summary>Returns the names of those that had to be killed.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<StartedProcess> processes, TimeSpan grace)
    {
        var killed = new List<string>();
        foreach (var group in processes.GroupBy(process => process.Role).OrderBy(group => group.Key))
        {
            var hard = await ProcessStopper.StopAsync([.. group.Select(process => process.Identity)], grace);
            killed.AddRange(group.Where(process => hard.Contains(process.Identity)).Select(process => process.Name));
        }

        return killed;
    }
}
