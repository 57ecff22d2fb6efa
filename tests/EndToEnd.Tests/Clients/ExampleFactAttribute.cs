using System.ComponentModel;

namespace EndToEnd.Tests.Clients;

/// <summary>A test of a client in another language, which is skipped aloud where its libraries are missing.</summary>
/// <param name="program">The language's program.</param>
/// <param name="arguments">Make it load the libraries.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ExampleFactAttribute(string program, params string[] arguments) : FactAttribute
{
    /// <summary>How to install them.</summary>
    public string Remedy
    {
        get => "";
        set => Skip = Loads() ? null : $"NOT TESTED: {program} or its gRPC libraries are missing; {value}.";
    }

    private bool Loads()
    {
        try
        {
            using var process = ProgramRun.Start(program, ExampleClientTests.Environment, arguments);
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
