namespace Insurance.Gateway.UseCases.Jobs;

/// <summary>What the ledger knows of jobs.</summary>
internal static class AutomaticJobs
{
    /// <summary>The actor recorded for everything that jobs do; refused to callers.</summary>
    public const string Actor = "automatic-job";

    /// <summary>The role whose identity a job needs.</summary>
    public static string RoleOf(Job job) => job switch
    {
        Job.Lapse => Roles.Finance,
        Job.Settle => Roles.ClaimsHandler,
        _ => Roles.Underwriter,
    };

    /// <summary>What a job is called in settings and in the log.</summary>
    public static string NameOf(Job job) => job.ToString();

    /// <summary>The request id of a step: the same whenever, and by whichever gateway of the organization, the same step is taken.</summary>
    /// <param name="job">The job.</param>
    /// <param name="facts">What distinguishes the step from every other one.</param>
    public static string RequestId(Job job, params IEnumerable<string> facts) =>
        $"job.{NameOf(job).ToLowerInvariant()}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', facts))))[..32]}";
}
