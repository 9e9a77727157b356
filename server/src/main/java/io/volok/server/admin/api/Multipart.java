package io.volok.server.admin.api;

import java.nio.charset.StandardCharsets;

/** Takes the file out of a form's upload (RFC 7578). Only the first part counts. */
final class Multipart {

    private static final String BOUNDARY = "boundary=";

    private Multipart() {
    }

    /** The first part's content, or the whole body when it is no form. */
    static byte[] firstPart(String contentType, byte[] body) {
        int at = contentType == null || !contentType.startsWith("multipart/form-data")
                ? -1 : contentType.indexOf(BOUNDARY);
        if (at < 0) {
            return body;
        }
        String boundary = "--" + contentType.substring(at + BOUNDARY.length()).split(";")[0].replace("\"", "").strip();
        // One byte, one character: nothing is lost in finding the parts.
        String text = new String(body, StandardCharsets.ISO_8859_1);
        int start = text.indexOf("\r\n\r\n", Math.max(0, text.indexOf(boundary)));
        int end = start < 0 ? -1 : text.indexOf("\r\n" + boundary, start);
        return end < 0 ? body : text.substring(start + 4, end).getBytes(StandardCharsets.ISO_8859_1);
    }
}
