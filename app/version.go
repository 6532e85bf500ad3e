package app

// Version is the program's version, set at build time.
var Version = "dev"
