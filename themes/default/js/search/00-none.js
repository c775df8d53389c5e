// The engine comes here.
