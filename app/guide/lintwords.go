package guide

func lintWords(f *File) {}

func lintTypography(f *File) {}
