namespace Insurance.Gateway.UseCases.Holders.Words;

/// <summary>What a cover on measurements pays, and when, in plain words.</summary>
internal sealed class TriggerWords(PlainWords words)
{
    public IEnumerable<string> Terms(ParametricTrigger trigger, string subject)
    {
        if (trigger.Monitoring is { } monitoring)
        {
            yield return words.Say(
                monitoring.Outcome == Outcome.Refer ? Text.DeviceRefers : Text.DevicePays,
                PlainWords.Named(trigger.Index),
                subject,
                Beyond(monitoring.Comparison, monitoring.Threshold, trigger.Unit),
                words.Span(monitoring.MinimumSeconds * 1000L),
                words.Share(monitoring.PayoutPpm));
            yield break;
        }

        yield return words.Say(Text.TriggerPaysBy, Measured(trigger, subject));
        var unit = trigger.Window?.Aggregation == Aggregation.LongestRun ? "days" : trigger.Unit;
        foreach (var step in trigger.Steps)
        {
            yield return words.Say(Text.TriggerStep, Capital(Beyond(trigger.Comparison, step.Threshold, unit)), words.Share(step.PayoutPpm));
        }

        if (trigger.Linear is { } linear)
        {
            yield return words.Say(Text.TriggerLinear, words.Measure(linear.Entry, unit), words.Measure(linear.Exit, unit), words.Share(linear.MaximumPpm));
        }

        if (trigger.Quorum > 1)
        {
            yield return words.Say(Text.TriggerQuorum, trigger.Quorum.ToString(CultureInfo.InvariantCulture));
        }
    }

    private string Measured(ParametricTrigger trigger, string subject)
    {
        var index = PlainWords.Named(trigger.Index);
        if (trigger.Window is not { } window)
        {
            return words.Say(Text.EachMeasurement, index, subject);
        }

        var what = window.Aggregation switch
        {
            Aggregation.Sum => words.Say(Text.SumOf, index),
            Aggregation.Minimum => words.Say(Text.LowestOf, index),
            Aggregation.Maximum => words.Say(Text.HighestOf, index),
            _ => words.Say(Text.LongestRunOf, index, Beyond(window.RunComparison, window.RunThreshold, trigger.Unit)),
        };
        return words.Say(Text.WindowMeasurement, what, subject, words.Days(window.Days));
    }

    private string Beyond(Comparison comparison, long threshold, string unit) => words.Say(
        comparison switch
        {
            Comparison.Above => Text.Above,
            Comparison.AtMost => Text.AtMost,
            Comparison.Below => Text.Below,
            _ => Text.AtLeast,
        },
        words.Measure(threshold, unit));

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
