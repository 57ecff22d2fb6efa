using MovableClocks;

namespace Insurance.Consortium.Running;

/// <summary>The clock that a consortium on DevLedger goes by: the machine's, or one that was moved ahead of it.</summary>
/// <param name="home">The consortium's state directory.</param>
/// <param name="machine">The machine's clock.</param>
public sealed class ConsortiumClock(HomeDirectory home, TimeProvider machine)
{
    /// <summary>Whether it was made so that it can be moved.</summary>
    public bool IsMovable => File.Exists(home.ClockOffsetFile);

    /// <summary>What is now to the consortium.</summary>
    public TimeProvider Time => IsMovable ? new MovableClock(home.ClockOffsetFile, machine) : machine;

    /// <summary>How far it is ahead of the machine's clock.</summary>
    /// <exception cref="ConsortiumException">The file that says it is damaged.</exception>
    public TimeSpan Offset => !IsMovable ? TimeSpan.Zero : ClockOffset.Read(home.ClockOffsetFile)
        ?? throw new ConsortiumException(ExitCodes.Failure, $"CLOCK_FILE_DAMAGED: {home.ClockOffsetFile} does not say how many seconds the clock is ahead; write the number into it that it had");

    /// <summary>Lets a clock be moved from now on, until the ledger is removed; before the ledger starts.</summary>
    public void Enable()
    {
        if (!IsMovable)
        {
            Write(TimeSpan.Zero);
        }
    }

    /// <summary>Refuses what only DevLedger can do.</summary>
    /// <exception cref="ConsortiumException">The consortium is on Fabric.</exception>
    public static void DemandDevLedger(NetworkKind network)
    {
        if (network != NetworkKind.DevLedger)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, "CLOCK_NOT_MOVABLE: a network of Fabric goes by the clocks of its machines; only DevLedger's clock can be moved");
        }
    }

    /// <summary>Moves the clock forward.</summary>
    /// <param name="to">A duration such as <c>30d</c>, or a moment.</param>
    /// <returns>How far it is ahead from now on.</returns>
    /// <exception cref="ConsortiumException">It cannot be moved, or not there; nothing was changed.</exception>
    public TimeSpan Advance(string to)
    {
        if (!IsMovable)
        {
            throw new ConsortiumException(
                ExitCodes.InvalidInput,
                $"CLOCK_NOT_MOVABLE: the consortium in {home.Path} goes by the machine's clock; stop it with `{Invocation.Of(home, "down")}` and start it with `{Invocation.Of(home, "up --movable-clock")}`");
        }

        var (before, real) = (Offset, machine.GetUtcNow());
        var target = ClockTarget.Parse(to, real + before);
        var offset = TimeSpan.FromSeconds(Math.Ceiling((target - real).TotalSeconds));
        if (offset <= before)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"CLOCK_BACKWARDS: the consortium's clock says {ClockTarget.Text(real + before)} and goes forward only, for what is recorded stays recorded; {to} is not later. Nothing was changed");
        }

        if (offset > ClockOffset.Farthest)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"CLOCK_TOO_FAR: the consortium's clock can be ten years ahead of the machine's, until {ClockTarget.Text(real + ClockOffset.Farthest)}; {to} is later. Nothing was changed");
        }

        Write(offset);
        return offset;
    }

    private void Write(TimeSpan offset) => RestrictedFile.WriteSecret(home.ClockOffsetFile, Encoding.ASCII.GetBytes(ClockOffset.Text(offset)));
}
