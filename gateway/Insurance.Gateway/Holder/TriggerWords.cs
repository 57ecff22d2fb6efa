using System.Globalization;
using Insurance.V1;
using static Insurance.Gateway.Holder.PlainWords;

namespace Insurance.Gateway.Holder;

/// <summary>What a cover on measurements pays, and when, in plain words.</summary>
internal static class TriggerWords
{
    public static IEnumerable<string> Terms(ParametricTrigger trigger, string subject)
    {
        if (trigger.Monitoring is { } monitoring)
        {
            yield return $"When {Named(trigger.Index)} of {subject}, as the device reports it, stays {Beyond(monitoring.Comparison, monitoring.Threshold, trigger.Unit)} for "
                + $"{Span(monitoring.MinimumSeconds * 1000L)} or longer, {Share(monitoring.PayoutPpm)} of the sum insured are "
                + (monitoring.Outcome == Outcome.Refer ? "looked at by a handler, who decides." : "paid at once.");
            yield break;
        }

        yield return $"It pays by {Measured(trigger, subject)}. You do not have to report anything.";
        var unit = trigger.Window?.Aggregation == Aggregation.LongestRun ? "days" : trigger.Unit;
        foreach (var step in trigger.Steps)
        {
            yield return $"{Capital(Beyond(trigger.Comparison, step.Threshold, unit))}: {Share(step.PayoutPpm)} of the sum insured.";
        }

        if (trigger.Linear is { } linear)
        {
            yield return $"From {Measure(linear.Entry, unit)}, which pay nothing, to {Measure(linear.Exit, unit)}, which pay {Share(linear.MaximumPpm)} of the sum insured, "
                + "it pays in proportion; beyond that it pays no more.";
        }

        if (trigger.Quorum > 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"At least {trigger.Quorum} sources must have reported; the one in the middle counts.");
        }
    }

    private static string Measured(ParametricTrigger trigger, string subject)
    {
        if (trigger.Window is not { } window)
        {
            return $"each measurement of {Named(trigger.Index)} of {subject}";
        }

        var what = window.Aggregation switch
        {
            Aggregation.Sum => $"the sum of {Named(trigger.Index)}",
            Aggregation.Minimum => $"the lowest {Named(trigger.Index)}",
            Aggregation.Maximum => $"the highest {Named(trigger.Index)}",
            _ => $"the longest run of days in a row with {Named(trigger.Index)} {Beyond(window.RunComparison, window.RunThreshold, trigger.Unit)}",
        };
        return $"{what} of {subject} in each {Days(window.Days)} from the beginning of cover on";
    }

    private static string Beyond(Comparison comparison, long threshold, string unit) => comparison switch
    {
        Comparison.Above => "above",
        Comparison.AtMost => "at most",
        Comparison.Below => "below",
        _ => "at least",
    } + " " + Measure(threshold, unit);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
