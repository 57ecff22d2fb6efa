package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestClockIsAheadByTheFileAndNeverGoesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "clock-offset")
	moment := time.Date(2026, 11, 30, 12, 0, 0, 5, time.UTC)
	moved := &clock{path: path, machine: func() time.Time { return moment }}
	for _, step := range []struct {
		content string
		ahead   int64
	}{
		{"0\n", 0}, {"2592000\n", 2592000}, {"60\n", 2592000}, {"nonsense", 2592000}, {"", 2592000}, {"-5\n", 2592000}, {"2592001\n", 2592001},
	} {
		if err := os.WriteFile(path, []byte(step.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if now := moved.now(); now.Seconds != moment.Unix()+step.ahead || now.Nanos != 5 {
			t.Errorf("with %q the clock says %v, not %d s ahead", step.content, now, step.ahead)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if now := moved.now(); now.Seconds != moment.Unix()+2592001 {
		t.Errorf("without the file the clock says %v", now)
	}
}

func TestClockWithoutFileIsTheMachines(t *testing.T) {
	moment := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	plain := &clock{machine: func() time.Time { return moment }}
	if now := plain.now(); now.Seconds != moment.Unix() {
		t.Errorf("the clock says %v", now)
	}
}
