package io.volok.server.stream;

import java.util.EnumMap;
import java.util.Map;

/** Which versions of the commands client and broker speak. */
final class Versions {

    private final Map<Command, Integer> ofClient = new EnumMap<>(Command.class);

    /** The newest version of a command that the client has said it understands. */
    int ofClient(Command command) {
        return ofClient.getOrDefault(command, 1);
    }

    void exchange(Request request, Outbox out) {
        for (int left = request.count(); left > 0; left--) {
            Command command = Command.of(request.u16());
            request.u16();
            int most = request.u16();
            if (command != null) {
                ofClient.put(command, most);
            }
        }
        out.answer(request, ResponseCode.OK).u32(Command.values().length);
        for (Command command : Command.values()) {
            out.u16(command.key).u16(1).u16(command.maxVersion);
        }
        out.end();
    }
}
