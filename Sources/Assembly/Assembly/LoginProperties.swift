import Kafka

/// What librdkafka would say about a login in words of another one.
package enum LoginProperties {
    /// Cause and cure; nil where the properties can be right.
    package static func mistake(in properties: KafkaProperties) -> String? {
        let wantsLogin = properties["security.protocol"]?.lowercased().hasPrefix("sasl_") == true
        let hasMechanism = ["sasl.mechanism", "sasl.mechanisms"].contains { properties[$0] != nil }
        // Its default, and then it is meant.
        let isKerberos = properties.keys.contains { $0.hasPrefix("sasl.kerberos.") }
        guard wantsLogin, !hasMechanism, !isKerberos else { return nil }
        return """
            kafka.properties has a security.protocol with SASL and no sasl.mechanism, whose default is Kerberos: set \
            sasl.mechanism (PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER), sasl.username and sasl.password
            """
    }
}
