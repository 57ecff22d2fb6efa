namespace EndToEnd.Tests.Calls;

/// <summary>The scripts of <c>insure completion</c>, in the shell that they are for.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.None)]
public sealed class CompletionScriptTests
{
    [Theory]
    [InlineData("insure call Policies/GetP", "Policies/GetP", "Policies/GetPolicy")]
    [InlineData("insure call Policies/GetPolicy poli", "poli", "policyId=")]
    [InlineData("insure call Parties/GetPersonalData purpose=PURPOSE_CL", "PURPOSE_CL", "PURPOSE_CLAIM")]
    [InlineData("insure call Parties/GetPersonalData purpose=PURPOSE_CL --tab", "--tab", "--table")]
    [InlineData("insure comp", "comp", "completion")]
    public async Task Bash_LineThatIsTyped_IsCompleted(string line, string word, string completed)
    {
        // As readline calls it: the line, its words, and the one that is typed.
        var script = $$"""
            insure() { "{{Repository.InsureProgram}}" "$@"; }
            eval "$(insure completion bash)"
            complete -p insure >/dev/null || exit 1
            COMP_LINE='{{line}}'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=($COMP_LINE); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _insure_complete insure '{{word}}' ''
            printf '%s\n' "${COMPREPLY[@]}"
            """;

        (await ProgramRun.RunAsync("bash", new Dictionary<string, string>(), "-c", script)).ShouldExitWith(0)
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldContain(completed);
    }

    [Fact]
    public async Task Suggestions_OfAResponseFile_AreNotReadFromIt()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "call");
            var result = await InsureCommand.RunAsync($"[suggest:{file.Length + 8}]", $"insure @{file} ");

            result.Output.ShouldNotContain("Policies/GetPolicy");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("bash", "complete -o default")]
    [InlineData("zsh", "#compdef insure")]
    [InlineData("fish", "complete --command insure")]
    public async Task Script_OfEveryShell_IsPrinted(string shell, string has) =>
        (await InsureCommand.RunAsync("completion", shell)).ShouldExitWith(0).Output.ShouldContain(has);

    [Fact]
    public async Task Script_OfAnotherShell_IsRefused() => (await InsureCommand.RunAsync("completion", "cmd")).ShouldExitWith(2);
}
