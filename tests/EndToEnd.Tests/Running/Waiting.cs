namespace EndToEnd.Tests.Running;

/// <summary>Waiting for a condition of the world outside the test.</summary>
public static class Waiting
{
    /// <summary>Does something as soon as a condition holds.</summary>
    public static async Task WhenAsync(this Func<Task> action, Func<bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }

        await action();
    }
}
