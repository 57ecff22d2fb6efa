namespace Fabric.DevLedger.Tests.Support;

/// <summary>A test that needs a file system of its own, and so the right to mount one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TmpfsFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> Possible = new(() =>
    {
        try
        {
            using var tmpfs = new Tmpfs(1);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    });

    public TmpfsFactAttribute()
    {
        if (!Possible.Value)
        {
            Skip = "no file system can be mounted here, which takes root and the mount program; the same is tested with a limit on file sizes";
        }
    }
}
