package main

import _ "time/tzdata" // a calendar may come from anywhere, and this system has no files of zones
