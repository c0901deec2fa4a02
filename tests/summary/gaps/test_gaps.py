"""The gap gate: no summary is final before every gap has its cause, and a final one stays as it was."""


def test_a_summary_is_final_once_every_gap_has_its_cause_and_stays_as_it_was(run, week):
    refused = run("summary", "--week", "--final", code=1).stderr
    assert "Visits" in refused
    for gap in run("summary", "--week", "--json").json["gaps"]:
        run("target", "explain", gap["metric"], "--cause", "training", "--remedy", "more", "--due", "2026-12-02")
    assert run("task", "list", "--json").stdout.count("more") >= 3

    run("summary", "--week", "--final")

    assert "already" in run("summary", "--week", "--final", code=1).stderr
    week.touch(1, "visit", "2026-11-25", 5)
    kept = run("summary", "--json", "s1").json
    assert kept["figures"]["visits"]["value"] == 3
    assert [one["ref"] for one in run("summary", "--list", "--json").json["items"]] == ["s1"]
    run("target", "explain", "visits", "--result", "two more were held")
    assert "two more were held" in run("target", "explain").stdout


def test_what_was_said_of_a_gap_stands_in_the_summary_and_is_asked_after_in_the_next(run, week):
    gap = run("summary", "--week", "--json").json["gaps"][0]["metric"]
    run("target", "explain", gap, "--cause", "two days of training", "--remedy", "three more", "--due", "2026-12-02")

    said = next(one for one in run("summary", "--week", "--json").json["gaps"] if one["metric"] == gap)
    assert (said["cause"], said["remedy"], said["due_on"]) == ("two days of training", "three more", "2026-12-02")
    assert "two days of training" in run("summary", "--week", "--format", "txt", "--plain").stdout
    later = run("summary", "--week", "--on", "2026-12-02", "--format", "json").json
    assert [one["cause"] for one in later["gaps"] if one["metric"] == gap] in ([], [None])
