package session

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"parvis/app"
)

// xlsx reads the first sheet whose first lines hold the columns. Cells worked
// out by a formula and merged cells cannot be trusted to mean one thing: their
// lines are refused, the others are read.
func (m *reader) xlsx(ctx context.Context, data []byte) error {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: 1 << 30, UnzipXMLSizeLimit: 1 << 30})
	if err != nil {
		return app.E(app.Rejected, "session_import_sheet").Because(err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		m.date1904 = *props.Date1904
	}
	traps, err := trapsOf(data)
	if err != nil {
		return app.E(app.Rejected, "session_import_sheet").Because(err)
	}
	for _, sheet := range f.GetSheetList() {
		found, err := m.sheet(ctx, f, sheet, traps[sheet])
		if found || err != nil {
			return err
		}
	}
	return app.E(app.Rejected, "session_import_no_header")
}

// searched is how many rows may come before the column names.
const searched = 30

func (m *reader) sheet(ctx context.Context, f *excelize.File, sheet string, traps map[int]*app.Error) (bool, error) {
	rows, err := f.Rows(sheet)
	if err != nil {
		return false, app.E(app.Rejected, "session_import_sheet").Because(err)
	}
	defer func() { _ = rows.Close() }()
	headed := false
	for line := 1; rows.Next(); line++ {
		if line%step == 0 && ctx.Err() != nil {
			return headed, app.E(app.Failed, "session_export_stopped").Because(ctx.Err())
		}
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return headed, app.E(app.Rejected, "session_import_sheet").Because(err)
		}
		switch {
		case !headed && line > searched:
			return false, nil
		case !headed:
			if headed, err = m.header(cells); err != nil {
				return true, Located(err, m.file+":"+strconv.Itoa(line))
			}
		case traps[line] != nil:
			m.refuse(line, traps[line])
		default:
			m.row(line, cells)
		}
	}
	if err := rows.Error(); err != nil {
		return headed, app.E(app.Rejected, "session_import_sheet").Because(err)
	}
	return headed, nil
}

// trapsOf finds the rows of each sheet that hold a formula or belong to a
// merged range. The reading of rows as a stream gives neither, so the sheets'
// own XML is looked through.
func trapsOf(data []byte) (map[string]map[int]*app.Error, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	parts, err := sheetParts(z)
	if err != nil {
		return nil, err
	}
	out := map[string]map[int]*app.Error{}
	for name, part := range parts {
		r, err := z.Open(part)
		if err != nil {
			return nil, err
		}
		out[name], err = scanSheet(r)
		if closing := r.Close(); err == nil {
			err = closing
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// sheetParts gives the file of each sheet, by the sheet's name.
func sheetParts(z *zip.Reader) (map[string]string, error) {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			RID  string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := readPart(z, "xl/workbook.xml", &book); err != nil {
		return nil, err
	}
	if err := readPart(z, "xl/_rels/workbook.xml.rels", &rels); err != nil {
		return nil, err
	}
	parts := map[string]string{}
	for _, s := range book.Sheets {
		for _, r := range rels.All {
			if r.ID != s.RID || !strings.Contains(r.Target, "worksheet") {
				continue
			}
			if parts[s.Name] = strings.TrimPrefix(r.Target, "/"); !strings.HasPrefix(r.Target, "/") {
				parts[s.Name] = path.Join("xl", r.Target)
			}
		}
	}
	return parts, nil
}

func readPart(z *zip.Reader, name string, into any) error {
	r, err := z.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }() // read only
	return xml.NewDecoder(io.LimitReader(r, 8<<20)).Decode(into)
}

// scanSheet cuts the XML at each ">" and looks only at the tags it needs: a
// general XML reader takes seconds on a long sheet.
func scanSheet(r io.Reader) (map[int]*app.Error, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	traps := map[int]*app.Error{}
	cell := ""
	for {
		piece, err := in.ReadSlice('>')
		if errors.Is(err, bufio.ErrBufferFull) {
			continue // text longer than the buffer: no tag begins in it that we need
		}
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return traps, err
		}
		open := bytes.LastIndexByte(piece, '<')
		if open < 0 {
			continue
		}
		tag := string(piece[open+1:])
		switch name, _, _ := strings.Cut(strings.TrimRight(tag, "/>"), " "); {
		case name == "c" || strings.HasSuffix(name, ":c"):
			cell = attribute(tag, "r")
		case name == "f" || strings.HasSuffix(name, ":f"):
			mark(traps, cell, cell, app.E(app.Rejected, "session_import_formula", "cell", cell))
		case name == "mergeCell" || strings.HasSuffix(name, ":mergeCell"):
			ref := attribute(tag, "ref")
			from, to, _ := strings.Cut(ref, ":")
			mark(traps, from, to, app.E(app.Rejected, "session_import_merged", "cells", ref))
		}
	}
}

// mark puts a fault on the rows between two cells.
func mark(traps map[int]*app.Error, from, to string, fault *app.Error) {
	_, first, err := excelize.CellNameToCoordinates(from)
	_, last, errTo := excelize.CellNameToCoordinates(to)
	if err != nil || errTo != nil {
		return
	}
	for row := first; row <= last && row <= maxRows+searched; row++ {
		if traps[row] == nil {
			copied := *fault
			traps[row] = &copied
		}
	}
}

func attribute(tag, name string) string {
	_, rest, ok := strings.Cut(tag, " "+name+`="`)
	if !ok {
		return ""
	}
	value, _, _ := strings.Cut(rest, `"`)
	return value
}
