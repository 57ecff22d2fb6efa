using System.Reflection;

namespace Versions;

/// <summary>The version of this program, which its build took from the repository's tags.</summary>
internal static class ProgramVersion
{
    /// <summary>With the commit where the build knew it: <c>1.2.3</c>, <c>1.2.4-alpha.0.5+4f2a…</c>.</summary>
    public static string Full { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Without the commit; also the tag of an image, which takes no plus sign.</summary>
    public static string Release { get; } = Full.Split('+')[0];
}
