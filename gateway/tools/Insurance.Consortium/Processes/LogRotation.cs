namespace Insurance.Consortium.Processes;

/// <summary>Keeps the logs of started processes, whoever made their programs, from filling the disk.</summary>
/// <remarks>
/// What a process says goes through a pipe to a shell with <c>dd</c>, which writes each piece as it comes and begins a new
/// file when one is full. The pipe has a name only until both ends are open: whoever read every file of the folder, a backup
/// or a search, would wait at it for ever and take lines away. An empty file of the same name stays until all is written. A
/// disk that is full loses lines and holds nobody up.
/// </remarks>
internal static class LogRotation
{
    /// <summary>Bytes after which a file is full; it may become larger by what comes at once.</summary>
    public const long FileBytes = 8 * 1024 * 1024;

    /// <summary>Full files that are kept beside the current one.</summary>
    public const int Generations = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// The reader: the log, the pipe's name and the size come as its arguments. At the end of what it reads, dd has copied
    /// nothing; where the log cannot be opened, dd does not run, and what comes is passed over.
    /// </summary>
    public static string Keep { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        log=$1 pipe=$2; LC_ALL=C; export LC_ALL
        while :; do
          reported=$(dd bs=65536 count=64 2>&1 >>"$log")
          case $reported in
            "0+0 records in"*) break;;
            *"records in"*) ;;
            *) reported=$(dd bs=65536 count=1 2>&1 >/dev/null); case $reported in "0+0 records in"*) break;; esac; continue;;
          esac
          size=$(wc -c <"$log" 2>/dev/null)
          if [ "${size:-0}" -gt {{FileBytes}} ]; then
            for n in {{string.Join(' ', Enumerable.Range(1, Generations - 1).Reverse())}}; do mv -f "$log.$n" "$log.$((n+1))" 2>/dev/null; done
            mv -f "$log" "$log.1" && : >"$log"
          fi
        done
        rm -f "$pipe"
        """);

    /// <summary>The launcher: the log, the pipe's name, <see cref="Keep"/>, and the program with its arguments.</summary>
    public const string Launch =
        """
        log=$1 pipe=$2 keep=$3; shift 3
        rm -f "$pipe"
        mkfifo -m 600 "$pipe" || exec setsid -- "$@" >>"$log" 2>&1 </dev/null
        setsid -- sh -c "$keep" sh "$log" "$pipe" <"$pipe" >/dev/null 2>&1 &
        exec 3>"$pipe"
        rm -f "$pipe"; (umask 077; : >"$pipe")
        exec setsid -- "$@" >&3 2>&1 </dev/null 3>&-
        """;

    public static string PipeOf(string log) => log + ".pipe";

    /// <summary>Puts the files of the last run aside, so that a new run begins with an empty one.</summary>
    public static void Begin(string log)
    {
        for (var generation = Generations - 1; generation >= 0; generation--)
        {
            var file = generation == 0 ? log : Generation(log, generation);
            if (File.Exists(file))
            {
                File.Move(file, Generation(log, generation + 1), overwrite: true);
            }
        }

        // Made here, for its owner alone, and not by the shell that opens it.
        RestrictedFile.WriteSecret(log, "");
    }

    /// <summary>Waits until the last words of processes that have ended are written, but not for ever: a child of one may live on.</summary>
    public static void Settle(IEnumerable<string> logs, TimeSpan patience)
    {
        var began = TimeProvider.System.GetTimestamp();
        foreach (var pipe in logs.Select(PipeOf))
        {
            while (File.Exists(pipe) && TimeProvider.System.GetElapsedTime(began) < patience)
            {
                Thread.Sleep(Pause);
            }
        }
    }

    private static string Generation(string log, int number) => string.Create(CultureInfo.InvariantCulture, $"{log}.{number}");
}
