package sandbox

// Stopped says what stopped the last attempt of an endpoint's instances at their model
// data, as the sandbox's packets met it, "" when nothing did or none was made. AWS tells
// nobody: an endpoint's FailureReason names the data and not the obstacle.
func (a *Account) Stopped(endpoint string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	e, found := a.world.region(Region).hosted(endpoint)
	if !found {
		return ""
	}
	return e.stopped
}
