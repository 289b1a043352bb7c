package ui_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// deadline bounds every wait for the screen; a machine that runs many tests at once may
// need far longer than a person would wait.
const deadline = 30 * time.Second

// still is how long a screen must not change before it counts: a frame can arrive in
// several pieces, and half a frame may show the new title above the old footer.
const still = 40 * time.Millisecond

// binary builds the program once for all terminal tests.
var binary = sync.OnceValues(func() (string, error) {
	path := filepath.Join(os.TempDir(), fmt.Sprintf("sagevpc-test-%d", os.Getpid()))
	out, err := exec.Command("go", "build", "-o", path, "..").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	_ = os.Remove(filepath.Join(os.TempDir(), fmt.Sprintf("sagevpc-test-%d", os.Getpid())))
	os.Exit(code)
}

// terminal is the program in a PTY, and an emulator that shows what a person would see.
type terminal struct {
	t       *testing.T
	file    *os.File
	screen  *vt.SafeEmulator
	process *exec.Cmd
	changed chan struct{} // holds a token after the screen changed
	ended   chan struct{} // closed when the program has ended and all of its output is on screen
	err     error         // of the program; read after ended
	home    string
}

// launch starts the program in a terminal of a size, with an environment of its own.
func launch(t *testing.T, width, height int, env []string, args ...string) *terminal {
	t.Helper()
	if testing.Short() {
		t.Skip("terminal tests start the program itself, which -short leaves out")
	}
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	cmd := exec.Command(path, args...)
	cmd.Dir = home
	cmd.Env = append([]string{
		"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "PATH=" + os.Getenv("PATH"), "HOME=" + home,
		"XDG_STATE_HOME=" + home + "/state", "XDG_CONFIG_HOME=" + home + "/config", "XDG_CACHE_HOME=" + home + "/cache",
		"XDG_DATA_HOME=" + home + "/data", "AWS_EC2_METADATA_DISABLED=true",
	}, env...)
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)})
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{
		t: t, file: file, screen: vt.NewSafeEmulator(width, height), process: cmd, home: home,
		changed: make(chan struct{}, 1), ended: make(chan struct{}),
	}
	go term.copyOut()
	go term.copyIn()
	t.Cleanup(term.close)
	return term
}

// copyOut puts the program's output on the screen.
func (term *terminal) copyOut() {
	buf := make([]byte, 32<<10)
	for {
		n, err := term.file.Read(buf)
		if n > 0 {
			_, _ = term.screen.Write(buf[:n])
			select {
			case term.changed <- struct{}{}:
			default:
			}
		}
		if err != nil {
			break // A PTY whose program has ended reads as an error on Linux.
		}
	}
	term.err = term.process.Wait()
	close(term.ended)
}

// copyIn gives the program what the terminal answers to its questions. Nobody reading
// them would block the emulator.
func (term *terminal) copyIn() { _, _ = io.Copy(term.file, term.screen) }

func (term *terminal) close() {
	if term.process.ProcessState == nil {
		_ = term.process.Process.Kill()
	}
	select {
	case <-term.ended:
	case <-time.After(deadline):
		term.t.Error("the program does not end")
	}
	// Closing the emulator itself would race with whoever reads its answers.
	if pipe, ok := term.screen.InputPipe().(io.Closer); ok {
		_ = pipe.Close()
	}
	_ = term.file.Close()
}

// text is the screen without styles.
func (term *terminal) text() string {
	lines := strings.Split(ansi.Strip(term.screen.Render()), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \r")
	}
	return strings.Join(lines, "\n")
}

// wait returns the screen once it shows all the patterns and stands still. Line breaks of
// the screen count as white space.
func (term *terminal) wait(patterns ...string) string {
	term.t.Helper()
	compiled := make([]*regexp.Regexp, len(patterns))
	for i, p := range patterns {
		compiled[i] = regexp.MustCompile(p)
	}
	limit := time.NewTimer(deadline)
	defer limit.Stop()
	for {
		text := term.text()
		missing := ""
		for _, re := range compiled {
			if !re.MatchString(text) {
				missing = re.String()
				break
			}
		}
		var stood <-chan time.Time
		if missing == "" {
			stood = time.After(still)
		}
		select {
		case <-term.changed:
		case <-stood:
			return text
		case <-term.ended:
			if missing != "" {
				term.t.Fatalf("the program ended (%v), and the screen lacks %q:\n%s", term.err, missing, term.text())
			}
			return text
		case <-limit.C:
			term.t.Fatalf("the screen lacks %q after %s:\n%s", missing, deadline, text)
		}
	}
}

// lacks fails when the screen shows a pattern.
func (term *terminal) lacks(patterns ...string) {
	term.t.Helper()
	text := term.text()
	for _, p := range patterns {
		if regexp.MustCompile(p).MatchString(text) {
			term.t.Errorf("the screen has %q:\n%s", p, text)
		}
	}
}

// keys are the bytes that a terminal sends for keys without a character of their own.
var keys = map[string]string{
	"enter": "\r", "esc": "\x1b", "space": " ", "tab": "\t", "ctrl+c": "\x03", "ctrl+s": "\x13",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "pgdown": "\x1b[6~", "end": "\x1b[F",
	"ctrl+g": "\x07", "ctrl+o": "\x0f", "delete": "\x1b[3~", "ctrl+home": "\x1b[1;5H",
}

// press sends one key.
func (term *terminal) press(name string) {
	term.t.Helper()
	bytes, named := keys[name]
	if !named {
		bytes = name
	}
	if _, err := term.file.WriteString(bytes); err != nil {
		term.t.Fatal(err)
	}
}

// resize changes the window as a person would.
func (term *terminal) resize(width, height int) {
	term.t.Helper()
	term.screen.Resize(width, height)
	err := pty.Setsize(term.file, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)})
	if err != nil {
		term.t.Fatal(err)
	}
}

// exit waits for the program's end and returns its exit code.
func (term *terminal) exit() int {
	term.t.Helper()
	select {
	case <-term.ended:
	case <-time.After(deadline):
		term.t.Fatalf("the program does not end:\n%s", term.text())
	}
	var failed *exec.ExitError
	if errors.As(term.err, &failed) {
		if status, ok := failed.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			term.t.Fatalf("the program was ended by %s", status.Signal())
		}
		return failed.ExitCode()
	}
	if term.err != nil {
		term.t.Fatal(term.err)
	}
	return 0
}
