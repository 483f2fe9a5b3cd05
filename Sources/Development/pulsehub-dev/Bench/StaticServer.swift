import Foundation
import LocalServers

/// nginx with one worker that answers every path with one file: as fast as HTTP gets.
final class StaticServer {
    private let process: ServerProcess
    private let directory: String

    init(port: Int, body: [UInt8]) throws {
        directory = FileManager.default.temporaryDirectory.path + "/pulsehub-nginx-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try Data(body).write(to: URL(fileURLWithPath: directory + "/profile"))
        try """
        worker_processes 1;
        daemon off;
        pid \(directory)/pid;
        error_log stderr error;
        events {}
        http {
            access_log off;
            open_file_cache max=10;
            keepalive_requests 100000000;
            server {
                listen 127.0.0.1:\(port);
                root \(directory);
                default_type application/json;
                location / { try_files /profile =404; }
            }
        }
        """.write(toFile: directory + "/nginx.conf", atomically: true, encoding: .utf8)
        process = try ServerProcess(
            ["/usr/sbin/nginx", "-p", directory, "-e", "stderr", "-c", directory + "/nginx.conf"], deathSignal: "TERM",
            log: directory + "/log")
    }

    func stop() {
        process.stop(asking: SIGTERM, deadline: .seconds(5))
        try? FileManager.default.removeItem(atPath: directory)
    }
}
