package kizuna.infra.drill;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes workbooks with the parts and the XML that Excel saves. */
final class SavedByExcel {

  private static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  private static final String DOCUMENT =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  private static final String PACKAGE =
      "http://schemas.openxmlformats.org/package/2006/relationships";
  private static final String TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

  /** Styles of cells: 0 general, 1 day and time, 2 Japanese day, 3 a pattern, 4 time, 5 hours. */
  private static final String STYLES =
      """
      <styleSheet xmlns="%s">
        <numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy/m/d\\ h:mm;@"/>
          <numFmt numFmtId="165" formatCode="[Red]#,##0&quot;days&quot;"/></numFmts>
        <cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>
        <cellXfs count="7"><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="31"/><xf numFmtId="164"/>
          <xf numFmtId="20"/><xf numFmtId="46"/><xf numFmtId="165"/></cellXfs>
      </styleSheet>
      """
          .formatted(MAIN);

  private SavedByExcel() {}

  /**
   * Writes a workbook of one sheet.
   *
   * @param rows the elements of its rows
   * @param shared the elements of its shared strings
   */
  static Path write(Path file, String rows, List<String> shared) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      part(
          zip,
          "[Content_Types].xml",
          "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
              + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
              + override("/xl/workbook.xml", "sheet.main+xml")
              + override("/xl/worksheets/sheet1.xml", "worksheet+xml")
              + override("/xl/styles.xml", "styles+xml")
              + override("/xl/sharedStrings.xml", "sharedStrings+xml")
              + "</Types>");
      part(
          zip,
          "_rels/.rels",
          "<Relationships xmlns=\"%s\"><Relationship Id=\"rId1\" Type=\"%s/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
              .formatted(PACKAGE, DOCUMENT));
      part(
          zip,
          "xl/workbook.xml",
          "<workbook xmlns=\"%s\" xmlns:r=\"%s\"><sheets><sheet name=\"計画\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
              .formatted(MAIN, DOCUMENT));
      part(
          zip,
          "xl/_rels/workbook.xml.rels",
          "<Relationships xmlns=\"%s\"><Relationship Id=\"rId1\" Type=\"%s/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
              .formatted(PACKAGE, DOCUMENT));
      part(zip, "xl/styles.xml", STYLES);
      part(
          zip,
          "xl/sharedStrings.xml",
          "<sst xmlns=\"%s\">%s</sst>".formatted(MAIN, String.join("", shared)));
      part(
          zip,
          "xl/worksheets/sheet1.xml",
          "<worksheet xmlns=\"%s\"><sheetData>%s</sheetData></worksheet>".formatted(MAIN, rows));
    }
    return file;
  }

  private static String override(String part, String type) {
    return "<Override PartName=\"%s\" ContentType=\"%s%s\"/>".formatted(part, TYPE, type);
  }

  private static void part(ZipOutputStream zip, String name, String xml) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(
        ("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n" + xml)
            .getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }
}
